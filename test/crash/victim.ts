import type { BotProcess } from '../../src/sandbox/bot-process.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { TelegramEvent } from '../../src/sandbox/telegram/events.ts';
import type { Point } from './points.ts';
import type { PostgresProxy, Statement, Stop } from './postgres-proxy.ts';

/** The process that is killed, at a moment or at a point. Its supervisor starts it again. */
export type Victim = {
  /** Kills the whole process group at once. False: none runs. */
  kill(): boolean;
  /** Kills when the process gets to one of these. Resolves with which it was, or with `undefined` after `withinMs`. */
  killAt(armed: () => readonly Point[], withinMs: number): Promise<Point | undefined>;
  /** Of each kill: how long until it was ready, and until it did something in a chat. */
  readonly recoveries: readonly Recovery[];
  close(): void;
};

export type Recovery = { readyMs: number | undefined; firstReplyMs: number | undefined };

export function createVictim(sandbox: Sandbox, bot: BotProcess, proxy: PostgresProxy): Victim {
  const { telegram, klikoo } = sandbox;
  const recoveries: (Recovery & { killedMs: number })[] = [];
  let wasReplyingTo = 0;

  const unsubscribeBot = bot.subscribe(() => {
    const last = recoveries.at(-1);
    if (bot.state === 'ready' && last && last.readyMs === undefined) {
      last.readyMs = performance.now() - last.killedMs;
    }
  });
  const unsubscribeTelegram = telegram.subscribe((event) => {
    const last = recoveries.at(-1);
    if (last === undefined || last.firstReplyMs !== undefined || !isOfBot(event)) return;
    // What the dead process had already sent may still arrive.
    if (bot.pid !== undefined && bot.pid !== wasReplyingTo)
      last.firstReplyMs = performance.now() - last.killedMs;
  });

  function kill(): boolean {
    const { pid } = bot;
    if (pid === undefined || pid === wasReplyingTo) return false;
    wasReplyingTo = pid;
    recoveries.push({ killedMs: performance.now(), readyMs: undefined, firstReplyMs: undefined });
    try {
      process.kill(-pid, 'SIGKILL');
      return true;
    } catch {
      // It has just ended by itself.
      recoveries.pop();
      return false;
    }
  }

  function killAt(armed: () => readonly Point[], withinMs: number): Promise<Point | undefined> {
    return new Promise((resolve) => {
      /** Points that count only after something else has been seen, for which it has. */
      const due = new Set<Point>();
      const unsubscribe = [
        klikoo.subscribe((event) => {
          const call = event.type === 'call_ended' ? event.call.call : 'call' in event ? event.call : 'buy';
          for (const point of armed()) {
            if (point.border === 'klikoo' && event.type === point.event && call === point.call)
              return strike(point);
            const isAnswer = event.type === 'call_ended' && call === 'buy';
            if (point.border === 'database' && point.since === 'purchase answered' && isAnswer)
              due.add(point);
          }
        }),
        telegram.subscribe((event) => {
          const reached = armed().find(
            (point) =>
              point.border === 'telegram' &&
              (point.event === 'chat' ? isInChat(event, point.what) : event.type === point.event),
          );
          if (reached) strike(reached);
        }),
      ];
      proxy.onStatement = ({ text, application }: Statement): Stop | undefined => {
        for (const point of armed()) {
          if (point.border !== 'database') continue;
          if (point.since instanceof RegExp && point.since.test(text)) due.add(point);
          else if (point.application === application && point.text.test(text)) {
            if (point.since !== undefined && !due.has(point)) continue;
            const { when, onlyWithRows } = point;
            const act = () => strike(point);
            return { when, act, ...(onlyWithRows === undefined ? {} : { onlyWithRows }) };
          }
        }
        return undefined;
      };
      const timer = setTimeout(end, withinMs);
      function end(point?: Point): void {
        clearTimeout(timer);
        for (const each of unsubscribe) each();
        proxy.onStatement = undefined;
        resolve(point);
      }
      function strike(point: Point): void {
        // Of a process that is dead already: not this point's.
        if (kill()) end(point);
      }
    });
  }

  function isInChat(event: TelegramEvent, what: 'card' | 'edit' | 'ending' | 'deletion'): boolean {
    if (!('by' in event) || event.by !== 'bot') return false;
    if (what === 'edit') return event.type === 'message_edited';
    if (what === 'deletion') return event.type === 'message_deleted';
    if (event.type !== 'message_sent') return false;
    const message = telegram.chat(event.chatId).messages.find(({ id }) => id === event.messageId);
    const isReply = message?.replyTo !== undefined;
    return what === 'ending' ? isReply : !isReply && (message?.keyboard.length ?? 0) > 0;
  }

  return {
    kill,
    killAt,
    recoveries,
    close() {
      unsubscribeBot();
      unsubscribeTelegram();
    },
  };
}

function isOfBot(event: TelegramEvent): boolean {
  return event.type === 'callback_answered' || ('by' in event && event.by === 'bot');
}
