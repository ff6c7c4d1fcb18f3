// Runs every browser test in one process, so that they share one demo server and one browser, and ends with one plain line.
import { count } from './house.mjs';

process.on('exit', (code) => {
  if (count.passed === 0) process.exitCode = 1;
  console.log(`browser: ${count.passed} passed, ${count.failed} failed`);
  if (code === 0 && count.failed > 0) process.exitCode = 1;
});

await import('./answering.mjs');
await import('./entry.mjs');
await import('./accessible.mjs');
await import('./desk.mjs');
await import('./writing.mjs');
await import('./noting.mjs');
await import('./together.mjs');
await import('./accounts.mjs');
await import('./fieldwork.mjs');
await import('./every.mjs');
await import('./day.mjs');
await import('./year.mjs');
