import type { OperatorAction } from '../../app/operator-actions.ts';
import type { KonterContext } from '../context.ts';
import { originOf } from '../read-commands.ts';
import { actorOf } from './operator-arguments.ts';

/** A question left open must not be answered by accident the day after. */
const VALID_MS = 10 * 60_000;

/** @returns the token of the question; the same for the same `origin`, without one for the same message. */
export async function ask(
  ctx: KonterContext,
  action: OperatorAction,
  origin = originOf(ctx),
): Promise<string> {
  const { actions, newToken, now } = ctx.parts;
  const at = now();
  const asked = await actions.ask(
    {
      token: newToken(),
      actorId: actorOf(ctx),
      origin,
      action,
      expiresAt: new Date(at.getTime() + VALID_MS),
    },
    at,
  );
  return asked.token;
}
