// How much is tried. HOTLINE_TEST_SHORT=1 is for a binary that is several times slower than the usual one (sanitizers): every kind of
// request, on smaller crowds.
export const short = !['', '0'].includes(process.env.HOTLINE_TEST_SHORT ?? '');

export const extent = (whole, some) => (short ? some : whole);

/** All rows, or the first of each `kind`. */
export function representatives(rows, kind) {
  const seen = new Set();
  return short ? rows.filter((row) => !seen.has(kind(row)) && seen.add(kind(row))) : rows;
}
