/** The bench: measures the chosen rows one after another, prints the table and writes the file. */
import { runLoad, type LoadOptions } from './load';
import { machineNow, tableOf, writeResults, type Line, type Row } from './report';
import { bulk } from './rows/bulk';
import { engines } from './rows/engines';
import { filter } from './rows/filter';
import { launch } from './rows/launch';
import { memory } from './rows/memory';
import { mirror } from './rows/mirror';
import { openValue } from './rows/open-value';
import { paint } from './rows/paint';
import { plan } from './rows/plan';
import { reconnect } from './rows/reconnect';
import { reconnects } from './rows/reconnects';
import { simulate } from './rows/simulate';
import { throughput } from './rows/throughput';
import { timeTravel } from './rows/time-travel';
import { wire } from './rows/wire';

const rows: Readonly<Record<string, Row>> = {
  launch, mirror, paint, throughput, wire, filter, memory, reconnect, reconnects, plan, bulk, 'open-value': openValue, 'time-travel': timeTravel, engines, simulate,
};

async function bench(chosen: readonly string[]): Promise<number> {
  const unknown = chosen.filter((name) => !(name in rows));
  if (unknown.length > 0) {
    console.error(`There is no row ${unknown.join(', ')}: choose from ${Object.keys(rows).join(', ')}`);
    return 1;
  }
  const begun = performance.now();
  const machine = machineNow();
  const lines: Line[] = [];
  const wrong: string[] = [];
  for (const [name, row] of Object.entries(rows)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    const since = performance.now();
    try {
      const measured = await row();
      lines.push(...measured);
      console.error(`\n${tableOf(measured)}\n`);
      writeResults(lines, machine);
    } catch (error) {
      wrong.push(name);
      console.error(`${name} could not be measured:`, error);
    }
    console.error(`${name}: ${Math.round((performance.now() - since) / 1000)} s`);
  }
  const file = writeResults(lines, { ...machine, seconds: Math.round((performance.now() - begun) / 1000), wrong });
  console.log(`\n${tableOf(lines)}\n\n${file} holds every number behind it.`);
  return wrong.length === 0 ? 0 : 1;
}

const [first, options, ...rest] = process.argv.slice(2);
if (first === '--load') await runLoad(JSON.parse(options ?? '') as LoadOptions);
else process.exit(await bench([first, options, ...rest].filter((name): name is string => name !== undefined)));
