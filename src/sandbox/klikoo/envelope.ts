/** Klikoo's service numbers, the middle two digits of a response code. */
export const SERVICE = { auth: '01', transaction: '02', account: '03', product: '04' } as const;
export type Service = (typeof SERVICE)[keyof typeof SERVICE];

/** The codes of Klikoo's response table that this program gives, with its messages. `xx` is the service. */
const MESSAGES = {
  '200xx2000': 'Sukses',
  '201xx2001': 'Berhasil dibuat',
  '400xx6505': 'Waktu tidak sesuai',
  '400xx6508': 'Signature tidak sesuai',
  '400xx6510': 'Validasi Error',
  '400xx6512': 'Field tidak boleh kosong',
  '400xx6525': 'Produk tidak sesuai',
  '400xx6568': 'UUID tidak sesuai',
  '400xx6569': 'Grant type tidak sesuai',
  '401xx6500': 'Token tidak sesuai',
  '401xx6535': 'Token kadaluarsa',
  '401xx6570': 'Kredensial tidak sesuai',
  '403xx6571': 'IP tidak ada di dalam whitelist',
  '404xx7002': 'No Customer tidak ditemukan',
  '404xx7003': 'Produk tidak ditemukan',
  '404xx7005': 'Transaksi tidak ditemukan',
  '404xx7011': 'No pelanggan salah, silakan periksa kembali',
  '409xx6563': 'ReferenceNo sudah digunakan, gunakan ReferenceNo yang lain',
  // In a sample of the buy page, though not in the table.
  '422xx6558': 'Dompet tidak cukup',
  // Not documented at all: a limit is to be expected, and nobody has seen what it answers.
  '429xx9999': 'Terlalu banyak permintaan',
  '500xx9999': 'Harap hubungi admin',
  '501xx9976': 'Belum di implementasi',
  '503xx9991': 'Supplier sedang gangguan',
  // In a sample of the inquiry page: the table has another message for this number.
  '503xx9998': 'CUSTID not recognized. Biller throws exception. Err:5110',
} as const;

export type Code = keyof typeof MESSAGES;

/** One HTTP answer, complete. */
export type Answer = { status: number; contentType: string; text: string; code: string | undefined };

/** @param extra stands beside `data`, as `meta` does in lists. */
export function envelope(
  code: Code,
  service: Service,
  data: unknown,
  extra: object = {},
  detail?: string,
): Answer {
  const responseCode = code.replace('xx', service);
  const message = detail === undefined ? MESSAGES[code] : `${MESSAGES[code]}: ${detail}`;
  return {
    status: Number(code.slice(0, 3)),
    contentType: 'application/json',
    text: JSON.stringify({ response_code: responseCode, response_message: message, ...extra, data }),
    code: responseCode,
  };
}

/** A request that is turned down, with the documented code; `detail` names the field for whoever reads a failing test. */
export class RefusalError extends Error {
  override readonly name = 'RefusalError';
  readonly code: Code;
  readonly service: Service;
  readonly data: unknown;
  readonly detail: string | undefined;

  constructor(code: Code, service: Service, options: { data?: unknown; detail?: string } = {}) {
    super(MESSAGES[code]);
    this.code = code;
    this.service = service;
    this.data = options.data ?? null;
    this.detail = options.detail;
  }

  get answer(): Answer {
    return envelope(this.code, this.service, this.data, {}, this.detail);
  }
}
