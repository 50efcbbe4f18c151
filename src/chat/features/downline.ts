import { Composer } from 'grammy';
import type { KonterContext } from '../context.ts';
import { addDownlineList } from './downline-list.ts';
import { addDownlineMoves } from './downline-move.ts';
import { addDownlineRegister } from './downline-register.ts';

/** The buttons of uplines: under transfers, lists and applications. */
export function createDownlineFeature(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();
  addDownlineMoves(composer);
  addDownlineList(composer);
  addDownlineRegister(composer);
  return composer;
}
