import { rupiah } from './money.ts';

/** The least that is transferred to a downline; taken back is any amount. */
export const SMALLEST_TRANSFER = rupiah(1_000);

/** How long a confirmation of a transfer may be pressed. */
export const MOVE_VALID_MINUTES = 5;

/** How long an invitation may be taken up. */
export const INVITATION_VALID_HOURS = 48;

/** Levels of resellers, the operator's own being the first. */
export const DEEPEST_LEVEL = 5;
