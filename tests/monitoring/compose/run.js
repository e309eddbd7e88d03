// The compose file and the image's recipe, as far as they can be checked without a container engine: node run.js. Ends with the line "N passed, N failed".
import { runTests } from '../../../tools/lib-js/run_tests.js';

await runTests(import.meta.url, ['compose.test.js', 'image.test.js']);
