import type { DifferencePage, OpenDifferences, ReconciliationSummary } from '../../app/reconcile-day.ts';
import type { Day } from '../../domain/day.ts';
import type { Rupiah } from '../../domain/money.ts';
import type { OurOrder } from '../../domain/reconcile.ts';
import type { Message } from '../message.ts';

/** Comparing a day with Klikoo, and what there is at Klikoo. */
export interface ReconcileTexts {
  comparing(day: Day): Message;
  summary(view: { day: Day; summary: ReconciliationSummary; open: OpenDifferences }): Message;
  /** Nothing was concluded. `rows`: of history that were read. */
  incomplete(view: { day: Day; rows: number; detail: string }): Message;
  /** A page of a day's differences, each with its button. */
  differences(page: DifferencePage): Message;

  /** `ours`: what we reckon to have at Klikoo now; a negative amount takes from it. */
  askTopup(
    view: { amount: Rupiah; note: string; ours: Rupiah; isOpening: boolean; isLarge: boolean },
    token: string,
  ): Message;
  topupBooked(view: { amount: Rupiah; note: string; ours: Rupiah }): Message;
  /** Somebody else has booked what there was to begin with, another amount. */
  openingKnown(): Message;
  balanceSilent(): Message;

  /** Short plain texts above the chat when a button is pressed, at most 200 characters. */
  toasts: {
    agrees(order: OurOrder): string;
    /** Asked again, and not the same on both sides (yet). */
    stillDiffers(order: OurOrder): string;
    notNow: string;
    checked: string;
    closed: string;
    openingKnown: string;
    noDifference: string;
  };
}
