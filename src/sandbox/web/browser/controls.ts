import type { Action } from '../actions.ts';
import type { FaultChoice } from '../protocol.ts';
import { act } from './api.ts';
import { toast } from './dialogs.ts';
import { h } from './dom.ts';
import { timeOf, weekdayOf } from './format.ts';
import { now, onChange, shared } from './store.ts';
import { TEXTS } from './texts.ts';

const { controls } = TEXTS;
const CHOICES: readonly FaultChoice[] = ['slow', 'fail', 'lose', 'garbage'];
const CALLS = ['buy', 'detail', 'inquiry', 'any'] as const;
const HOUR_MS = 3_600_000;

/** What a visitor may break. */
export function createControls(): HTMLElement {
  return h(
    'section',
    { class: 'controls' },
    h('h3', {}, TEXTS.behind.controls),
    botRow(),
    faultRow(),
    clockRow(),
  );
}

async function perform(action: Action, done?: string): Promise<void> {
  try {
    await act(action);
    if (done !== undefined) toast(done);
  } catch (error) {
    toast(error instanceof Error ? error.message : String(error));
  }
}

function button(text: string, title: string | undefined, press: () => void): HTMLButtonElement {
  return h('button', { type: 'button', title, onclick: press }, text);
}

function botRow(): HTMLElement {
  const lamp = h('span', { class: 'lamp', role: 'status' });
  const start = button(controls.start, undefined, () => void perform({ do: 'bot', what: 'start' }));
  const stop = button(controls.stop, undefined, () => void perform({ do: 'bot', what: 'stop' }));
  const kill = button(controls.kill, controls.killHint, () => void perform({ do: 'bot', what: 'kill9' }));
  kill.classList.add('danger');
  onChange(['bot'], () => {
    const { state, pid } = shared.bot;
    lamp.className = `lamp ${state}`;
    lamp.textContent = controls.states[state] ?? state;
    lamp.title = pid === undefined ? '' : controls.pid(pid);
    start.disabled = state !== 'stopped';
    stop.disabled = state === 'stopped';
    kill.disabled = state !== 'ready';
  });
  return h(
    'div',
    { class: 'control' },
    h('p', {}, controls.bot, lamp),
    h('div', { class: 'buttons' }, start, stop, kill),
  );
}

function faultRow(): HTMLElement {
  const which = h(
    'select',
    { 'aria-label': controls.faultCall },
    ...controls.faultCalls.map(([value, label]) => h('option', { value }, label)),
  );
  const call = () => CALLS.find((one) => one === which.value) ?? 'any';
  const buttons = CHOICES.map((choice) => {
    const [label = choice, title] = controls.faults[choice] ?? [];
    return button(label, title, () => void perform({ do: 'fault', choice, call: call() }));
  });
  const armed = h('p', { class: 'armed', role: 'status' });
  onChange(['faults'], () => {
    const waiting = shared.faults.map(({ choice, call: hit }) => {
      const [, label = hit] = controls.faultCalls.find(([value]) => value === hit) ?? [];
      return `${label} ${controls.faults[choice]?.[0] ?? choice}`;
    });
    armed.hidden = waiting.length === 0;
    armed.replaceChildren(
      `${controls.armed}: ${waiting.join(', ')} `,
      button(controls.clear, undefined, () => void perform({ do: 'clear_faults' })),
    );
  });
  armed.hidden = true;
  return h(
    'div',
    { class: 'control' },
    h('p', {}, controls.fault, which),
    h('div', { class: 'buttons' }, ...buttons),
    armed,
  );
}

function clockRow(): HTMLElement {
  const clock = h('time', {});
  const tick = () => {
    clock.textContent = `${weekdayOf(now())} ${timeOf(now())} WIB`;
    const hours = Math.round(shared.aheadMs / HOUR_MS);
    clock.title = hours === 0 ? '' : controls.ahead(String(hours));
    clock.classList.toggle('ahead', hours > 0);
  };
  onChange(['clock'], tick);
  setInterval(tick, 5_000);
  return h(
    'div',
    { class: 'control' },
    h('p', {}, controls.clock, clock),
    h(
      'div',
      { class: 'buttons' },
      button(controls.evening, controls.eveningHint, () => void perform({ do: 'jump', to: 'evening' })),
      button(controls.midnight, controls.midnightHint, () => void perform({ do: 'jump', to: 'midnight' })),
    ),
    h(
      'div',
      { class: 'buttons' },
      button(
        controls.repeat,
        controls.repeatHint,
        () => void perform({ do: 'repeat_update' }, controls.repeated),
      ),
    ),
  );
}
