// The runbooks: node run.js. Ends with the line "N passed, N failed". What else watches the service has folders of its own.
import { runTests } from '../../tools/lib-js/run_tests.js';

await runTests(import.meta.url, ['runbooks.test.js']);
