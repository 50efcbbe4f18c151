import type { BotCommand } from 'grammy/types';
import type { Language } from '../text/message.ts';

type Menu = Readonly<Record<Language, readonly BotCommand[]>>;

/** What Telegram shows when somebody presses [Menu]. */
export const RESELLER_COMMANDS: Menu = {
  id: [
    { command: 'beli', description: 'Beli dengan menu' },
    { command: 'saldo', description: 'Saldo' },
    { command: 'harga', description: 'Daftar harga' },
    { command: 'status', description: 'Status pembelian' },
    { command: 'rekap', description: 'Rekap hari ini' },
    { command: 'riwayat', description: 'Riwayat pembelian' },
    { command: 'mutasi', description: 'Mutasi saldo' },
    { command: 'laporan', description: 'Ringkasan harian' },
    { command: 'transfer', description: 'Transfer ke downline' },
    { command: 'downline', description: 'Downline Anda' },
    { command: 'pin', description: 'Ganti PIN' },
    { command: 'bahasa', description: 'Bahasa / language' },
    { command: 'bantuan', description: 'Format dan bantuan' },
  ],
  en: [
    { command: 'beli', description: 'Buy step by step' },
    { command: 'saldo', description: 'Balance' },
    { command: 'harga', description: 'Price list' },
    { command: 'status', description: 'Status of an order' },
    { command: 'rekap', description: "Today's recap" },
    { command: 'riwayat', description: 'History of orders' },
    { command: 'mutasi', description: 'Movements of the balance' },
    { command: 'laporan', description: 'Daily summary' },
    { command: 'transfer', description: 'Transfer to a downline' },
    { command: 'downline', description: 'Your downlines' },
    { command: 'pin', description: 'Change PIN' },
    { command: 'bahasa', description: 'Language / bahasa' },
    { command: 'bantuan', description: 'Commands and help' },
  ],
};

/** For the private chats of the operators only. */
export const OPERATOR_COMMANDS: Menu = {
  id: [
    { command: 'reseller', description: 'Daftar, tambah, blokir, reset PIN reseller' },
    { command: 'deposit', description: 'Tambah saldo reseller' },
    { command: 'koreksi', description: 'Koreksi saldo reseller' },
    { command: 'produk', description: 'Produk; sync dari Klikoo' },
    { command: 'markup', description: 'Markup umum atau per produk' },
    { command: 'antrian', description: 'Pembelian yang belum selesai' },
    { command: 'periksa', description: 'Yang menunggu keputusan' },
    { command: 'nyatakan', description: 'Nyatakan sukses atau gagal' },
    { command: 'klikoo', description: 'Saldo, top-up, gangguan Klikoo' },
    { command: 'rekonsiliasi', description: 'Bandingkan satu hari dengan Klikoo' },
    { command: 'batas', description: 'Nominal yang perlu operator kedua' },
    { command: 'bantuan', description: 'Format dan bantuan' },
  ],
  en: [
    { command: 'reseller', description: 'List, add, block resellers, reset a PIN' },
    { command: 'deposit', description: "Add to a reseller's balance" },
    { command: 'koreksi', description: "Correct a reseller's balance" },
    { command: 'produk', description: "Products; sync from Klikoo's list" },
    { command: 'markup', description: 'Markup, general or of a product' },
    { command: 'antrian', description: 'Orders that have not ended' },
    { command: 'periksa', description: 'What waits for a decision' },
    { command: 'nyatakan', description: 'Declare delivered or failed' },
    { command: 'klikoo', description: 'Balance, top-ups, trouble at Klikoo' },
    { command: 'rekonsiliasi', description: 'Compare a day with Klikoo' },
    { command: 'batas', description: 'Amount that needs a second operator' },
    { command: 'bantuan', description: 'Commands and help' },
  ],
};
