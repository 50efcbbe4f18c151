/** The travel transaction of Klikoo's own sample, known to the detail call from the start. It is in no history. */
export const BUS_TRANSACTION_ID = '14434863';

export const BUS_DETAIL = {
  transaction_id: BUS_TRANSACTION_ID,
  status: 'SUCCESS',
  partner_reference_id: '876476467510005',
  amount: '12692',
  transaction_time: '2025-04-11T09:08:50.378762Z',
  reason: '',
  product_id: '',
  product_name: 'Tiket Bus',
  sn: '14434863',
  value: '',
  customer_name: 'Pandu',
  current_balance: '8310810',
  beginning_balance: '8323502',
  product_code: 'BUS',
  travels: [
    {
      travel_name: 'RB TEST (Do not Book)',
      boarding_time: '2025-06-01T18:00:00Z',
      boarding_location: 'Jalan Sisingamangaraja',
      destination: 'Mataram',
      is_return: false,
      booking_code: '5AVFYYEU',
      pnr: 'TS250425142746454962SUIE/71182/Medan to Mataram 10 Seats',
      passengers: [
        { seat_name: '10', name: 'Pandu', gender: 'MALE', id_card_number: '31741009219923332', price: 6101 },
        { seat_name: '2', name: 'Janu', gender: 'MALE', id_card_number: '31741009219923333', price: 6101 },
      ],
    },
  ],
};
