// The replay tool: its mapping, its client, and whole replays against an instance. HOTLINED names the binary; HOTLINE_TEST_DATA the
// folder of real files (else ../shared/data beside the checkout; where there is none, files of the same shapes are generated).

import { runTests } from '../../tools/lib-js/run_tests.js';

await runTests(import.meta.url, ['mapping.test.js', 'client.test.js', 'replay.test.js']);
