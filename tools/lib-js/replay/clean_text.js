// Foreign text as the service takes it: well-formed Unicode without control characters, not longer than it allows.
// Everything else (mojibake, zero-width characters, odd punctuation) is somebody's complaint and stays as it is.

// Line breaks and tabs are text; a NUL or an escape sequence is not.
// eslint-disable-next-line no-control-regex
const kControls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;
// Where these stand, somebody read Windows-1252 as Latin-1: each has a visible character of its own there.
const kWindowsBytes = /[\u0080-\u009f]/g;
const kWindows = '€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ';

/** UTF-8 has no lone surrogates: a round trip replaces them by U+FFFD. */
function wellFormed(text) {
  return Buffer.from(text, 'utf8').toString('utf8');
}

export function cleanText(text) {
  return wellFormed(String(text ?? '')).replace(/\r\n?/g, '\n').replace(kControls, '').replace(kWindowsBytes, (byte) => kWindows[byte.charCodeAt(0) - 0x80]).trim();
}

/** For what is read in one line: titles, places, facts. */
export function cleanLine(text) {
  return cleanText(text).replace(/\s+/g, ' ');
}

/** Cuts to a number of characters (code points, as the service counts); what was cut ends with an ellipsis. */
export function cut(text, limit) {
  if (text.length <= limit) return text;
  const characters = Array.from(text);
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join('')}…`;
}
