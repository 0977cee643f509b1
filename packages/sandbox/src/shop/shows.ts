/** A show of the demo shop. All of them are made up, and so are the people in them. */
export interface Show {
  readonly id: string;
  readonly title: string;
  readonly line: string;
  readonly when: string;
  readonly stage: string;
  readonly category: { readonly id: string; readonly name: string };
  /** In kroner, with tax and without ticket fee. */
  readonly price: number;
  /** Colours of its poster: sky, land, light. */
  readonly colours: readonly [string, string, string];
  readonly motif: 'moon' | 'sea' | 'hall' | 'train' | 'house' | 'wheel';
  /** Seats that are gone already. */
  readonly sold: readonly string[];
}

const drama = { id: 'drama', name: 'Drama' };
const music = { id: 'music', name: 'Music' };
const family = { id: 'family', name: 'For families' };

export const shows: readonly Show[] = [
  {
    id: 'maaneskin-over-mols',
    title: 'Måneskin over Mols',
    line: 'Three sisters, one farm, and a night that will not end.',
    when: 'Friday 12 March, 19.30',
    stage: 'Store Sal',
    category: drama,
    price: 295,
    colours: ['#1d3354', '#0f1c31', '#f4d58d'],
    motif: 'moon',
    sold: ['A3', 'A4', 'B7', 'C1', 'C2', 'E9'],
  },
  {
    id: 'soemandens-sidste-brev',
    title: 'Sømandens sidste brev',
    line: 'A letter comes ashore on Ærø, forty years late.',
    when: 'Saturday 13 March, 20.00',
    stage: 'Store Sal',
    category: drama,
    price: 345,
    colours: ['#bcd8d6', '#1f5f68', '#f7efe1'],
    motif: 'sea',
    sold: ['B2', 'B3', 'D5', 'D6'],
  },
  {
    id: 'froeken-holgersens-orkester',
    title: 'Frøken Holgersens orkester',
    line: 'Eleven musicians, nine chairs. A concert with consequences.',
    when: 'Sunday 14 March, 15.00',
    stage: 'Musiksalen',
    category: music,
    price: 225,
    colours: ['#5a2333', '#34121d', '#e9b872'],
    motif: 'hall',
    sold: ['A1', 'A2', 'C8'],
  },
  {
    id: 'nattog-til-hirtshals',
    title: 'Nattog til Hirtshals',
    line: 'Everybody on board is on the way to somebody else.',
    when: 'Thursday 18 March, 19.30',
    stage: 'Lille Scene',
    category: drama,
    price: 185,
    colours: ['#2b2d42', '#171827', '#ef8354'],
    motif: 'train',
    sold: ['C4', 'C5', 'C6'],
  },
  {
    id: 'hoenen-der-kunne-taelle',
    title: 'Hønen der kunne tælle',
    line: 'She gets as far as seven. For everybody from four years on.',
    when: 'Saturday 20 March, 11.00',
    stage: 'Lille Scene',
    category: family,
    price: 95,
    colours: ['#f2c14e', '#b5541c', '#fff6e0'],
    motif: 'house',
    sold: ['A5', 'A6', 'A7', 'B5'],
  },
  {
    id: 'et-kongerige-for-en-cykel',
    title: 'Et kongerige for en cykel',
    line: 'A comedy in two wheels and one interval.',
    when: 'Friday 26 March, 20.00',
    stage: 'Store Sal',
    category: family,
    price: 265,
    colours: ['#8fb8a6', '#2f5d50', '#fbf3e4'],
    motif: 'wheel',
    sold: ['D1', 'E1', 'E2'],
  },
];

export const rows = ['A', 'B', 'C', 'D', 'E'] as const;
export const seatsInRow = 10;

export const showOf = (id: string): Show | undefined => shows.find((show) => show.id === id);

export const isSeatOf = (show: Show, seat: string): boolean =>
  /^[A-E]([1-9]|10)$/.test(seat) && !show.sold.includes(seat);

/** As the Danes write it. */
export const kroner = (amount: number): string => `${amount.toLocaleString('da-DK')} kr.`;
