/** Figures as text. */
import { cpus, loadavg } from "node:os";

export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
  return { n: sorted.length, median: at(0.5), p95: at(0.95), max: sorted.at(-1) ?? Number.NaN };
}

const LOAD = () => loadavg()[0].toFixed(2);

export function title(text) {
  process.stdout.write(`\n${text}  (load ${LOAD()} on ${cpus().length} processors)\n`);
}

export function line(name, values, unit = "ms") {
  const { n, median, p95, max } = spread(values);
  const figure = (value) => `${value.toFixed(1)} ${unit}`.padStart(11);
  process.stdout.write(
    `  ${name.padEnd(46)} median ${figure(median)}  p95 ${figure(p95)}  max ${figure(max)}  n ${n}  load ${LOAD()}\n`,
  );
}

export function note(text) {
  process.stdout.write(`  ${text}\n`);
}
