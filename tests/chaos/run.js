// Kills the service and its Redis under load and checks what is left. HOTLINED names the binary, HOTLINE_CHAOS_SEED repeats a run.

import { runTests } from '../../tools/lib-js/run_tests.js';

await runTests(import.meta.url, ['checker.test.js', 'oracle.test.js', 'torn_log.test.js', 'chaos.test.js', 'notifications.test.js', 'history.test.js']);
