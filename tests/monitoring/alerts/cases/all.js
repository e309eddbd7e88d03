import promises from './promises.js';
import service from './service.js';
import work from './work.js';

/** The cases of every alert, by its name. */
export const cases = { ...promises, ...work, ...service };
