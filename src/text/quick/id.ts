import { quickButtons } from './layout.ts';
import type { QuickTexts } from './texts.ts';

const MEANING =
  'Order yang diketik lengkap dengan PIN langsung dibeli tanpa [Beli], kalau produknya tidak perlu dicek nama pelanggannya. Salah ketik nomor tidak bisa dibatalkan.';

export const quickId: QuickTexts = {
  setting: (isOn) => ({
    html: `<b>Mode cepat: ${isOn ? 'aktif' : 'mati'}</b>\n${MEANING}`,
    buttons: quickButtons(isOn, { on: 'Aktifkan', off: 'Matikan' }),
  }),
  set: (isOn) => ({
    html: isOn
      ? `⚡ Mode cepat aktif. ${MEANING}\nMatikan: /cepat off`
      : 'Mode cepat mati. Setiap order menunggu [Beli].\nAktifkan: /cepat on',
  }),
};
