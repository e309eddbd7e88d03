// Ticket numbers that were never given out, right and wrong ones.
const damm = [
  [0, 3, 1, 7, 5, 9, 8, 6, 4, 2], [7, 0, 9, 2, 1, 5, 4, 8, 6, 3], [4, 2, 0, 6, 8, 7, 1, 3, 5, 9], [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
  [6, 1, 2, 3, 0, 4, 5, 9, 7, 8], [3, 6, 7, 4, 2, 0, 9, 5, 8, 1], [5, 8, 6, 9, 7, 2, 0, 1, 3, 4], [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
  [9, 4, 3, 8, 6, 1, 7, 2, 0, 5], [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

/** `digits` with the check digit that makes them a number. */
export function withCheckDigit(digits) {
  return digits + [...digits].reduce((interim, digit) => damm[interim][Number(digit)], 0);
}

/** One digit misheard. */
export function misheard(number) {
  return number.slice(0, -2) + ((Number(number.at(-2)) + 1) % 10) + number.at(-1);
}

/** Two different neighbours swapped. */
export function swapped(number) {
  const at = [...number].findIndex((digit, i) => i > 0 && i + 1 < number.length && digit !== number[i + 1]);
  return number.slice(0, at) + number[at + 1] + number[at] + number.slice(at + 2);
}
