// Ticket numbers as the service writes them (service/domain/ticket_number.hpp), written here a second time so that the checker
// does not trust what it checks.

const kFirst = 100_000;

const kDamm = [
  [0, 3, 1, 7, 5, 9, 8, 6, 4, 2], [7, 0, 9, 2, 1, 5, 4, 8, 6, 3], [4, 2, 0, 6, 8, 7, 1, 3, 5, 9], [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
  [6, 1, 2, 3, 0, 4, 5, 9, 7, 8], [3, 6, 7, 4, 2, 0, 9, 5, 8, 1], [5, 8, 6, 9, 7, 2, 0, 1, 3, 4], [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
  [9, 4, 3, 8, 6, 1, 7, 2, 0, 5], [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

function checkDigit(digits) {
  return Array.from(digits).reduce((interim, digit) => kDamm[interim][Number(digit)], 0);
}

export function ticketNumber(partition, serial) {
  const body = String((kFirst + serial) * 100 + partition);
  return body + checkDigit(body);
}

/** @returns {{partition: number, serial: number}|null} null: not a number the service could have given out */
export function parseTicketNumber(text) {
  if (!/^[1-9]\d{8,17}$/.test(text) || checkDigit(text) !== 0) return null;
  const body = Number(text.slice(0, -1));
  const serial = Math.floor(body / 100) - kFirst;
  return serial < 1 ? null : { partition: body % 100, serial };
}
