import type { Show } from './shows.ts';

const motifs: Readonly<Record<Show['motif'], (light: string, land: string) => string>> = {
  moon: (light, land) =>
    `<circle cx="222" cy="74" r="34" fill="${light}"/><path d="M0 190 Q70 130 140 172 T320 140 V240 H0Z" fill="${land}"/><path d="M0 214 Q90 176 190 206 T320 190 V240 H0Z" fill="${land}" opacity=".7"/><path d="M92 156 l20 -18 20 18 v18 h-40Z" fill="${land}"/><rect x="106" y="156" width="11" height="10" fill="${light}"/>`,
  sea: (light, land) =>
    `<path d="M0 150 q40 -22 80 0 t80 0 t80 0 t80 0 V240 H0Z" fill="${land}"/><path d="M0 178 q40 -22 80 0 t80 0 t80 0 t80 0" fill="none" stroke="${light}" stroke-width="3" opacity=".5"/><path d="M0 204 q40 -22 80 0 t80 0 t80 0 t80 0" fill="none" stroke="${light}" stroke-width="3" opacity=".35"/><path d="M150 142 h64 l-14 22 h-40Z M180 138 V76 l34 56Z" fill="${light}"/>`,
  hall: (light, land) =>
    `<path d="M30 240 V110 A130 100 0 0 1 290 110 V240Z" fill="${land}"/>${[70, 115, 160, 205, 250].map((x, at) => `<rect x="${x - 5}" y="${120 - (at % 3) * 16}" width="10" height="${120 + (at % 3) * 16}" rx="5" fill="${light}" opacity="${0.5 + (at % 3) * 0.22}"/>`).join('')}`,
  train: (light, land) =>
    `<rect y="170" width="320" height="70" fill="${land}"/><rect x="34" y="96" width="300" height="66" rx="14" fill="${land}"/>${[58, 108, 158, 208, 258].map((x) => `<rect x="${x}" y="112" width="34" height="24" rx="4" fill="${light}"/>`).join('')}<path d="M0 170 H320" stroke="${light}" stroke-width="3" opacity=".6"/>`,
  house: (light, land) =>
    `<path d="M70 130 L160 62 L250 130 V240 H70Z" fill="${land}"/><ellipse cx="160" cy="180" rx="44" ry="36" fill="${light}"/><circle cx="194" cy="146" r="17" fill="${light}"/><path d="M209 144 l18 6 -18 6Z" fill="${land}"/><circle cx="198" cy="143" r="2.6" fill="${land}"/><path d="M190 130 q4 -12 10 0 q8 -8 6 6" fill="${land}" opacity=".85"/>`,
  wheel: (light, land) =>
    `<path d="M0 196 H320 V240 H0Z" fill="${land}"/><g fill="none" stroke="${light}" stroke-width="6"><circle cx="100" cy="152" r="44"/><circle cx="224" cy="152" r="44"/><path d="M100 152 L136 96 H198 L224 152 M136 96 L164 152 L198 96 M164 152 H100 M128 84 h20 M198 96 l-6 -20 h22" stroke-linejoin="round" stroke-linecap="round"/></g>`,
};

/** The poster of a show, drawn. */
export function posterOf({ motif, colours: [sky, land, light] }: Show): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 240" preserveAspectRatio="xMidYMid slice"><rect width="320" height="240" fill="${sky}"/>${motifs[motif](light, land)}</svg>`;
}
