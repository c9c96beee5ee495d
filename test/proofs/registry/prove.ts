/** `npm run proofs -- registry`: rivals for one version, publishers that are killed, and a full disk, on the file system and on real S3 servers. */

import Table from 'cli-table3';
import { proveFullDisk } from './full-disk.js';
import { killOn, type KillsResult } from './killed-publishers.js';
import { startPlaces, type Place } from './places.js';
import { raceOn, rivals, type RaceResult } from './rivals.js';

/** On each of the two: one hundred and twenty in all. */
const kills = 60;
/** A file in a folder is one copy; on S3 it is uploaded in two parts, the second of 1 MB. */
const fileBytes = { 'file system': 5_000_000, versitygw: 17_777_216 } as const;

/** True when nobody lost and nothing is half. */
export async function proveRegistry(seed: number): Promise<boolean> {
  const stops: (() => Promise<void>)[] = [];
  try {
    const places = await startPlaces((stop) => stops.push(stop));
    const races: RaceResult[] = [];
    for (const place of places) races.push(await raceOn(place));
    showRaces(races);
    const killed = await Promise.all(
      Object.entries(fileBytes).map(([name, bytes]) => killOn(placeOf(places, name), { kills, bytes, seed })),
    );
    showKills(killed);
    const disk = await proveFullDisk((stop) => stops.push(stop));
    console.log(
      `\na full disk (file system): ${disk.versions} versions whole\n${disk.refusals.map((refusal) => `  ${refusal}`).join('\n')}`,
    );
    const lost = [...races.flatMap((race) => race.problems), ...killed.flatMap((result) => result.lost)];
    const halves = [...killed.flatMap((result) => result.halves), ...disk.problems];
    console.log(`\nlost: ${lost.length}, half: ${halves.length}`);
    for (const problem of [...lost, ...halves]) console.log(`  ${problem}`);
    return lost.length + halves.length === 0;
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

function placeOf(places: readonly Place[], name: string): Place {
  const found = places.find((place) => place.name === name);
  if (found === undefined) throw new Error(`expected one of ${places.map((place) => place.name).join(', ')}, got ${name}`);
  return found;
}

function showRaces(races: readonly RaceResult[]): void {
  console.log(`\n${rivals} publishers of one version`);
  table(
    ['store', 'won', 'told of the winner', 'seconds'],
    races.map(({ place, won, conflicts, seconds }) => [place, won, conflicts, seconds.toFixed(1)]),
  );
}

function showKills(killed: readonly KillsResult[]): void {
  const moments = ['ready', 'uploading', 'publishing', 'published'];
  console.log('\npublishers killed by SIGKILL, by what they had last said');
  table(
    ['store', ...moments, 'kills', 'acknowledged', 'versions', 'seconds'],
    killed.map((result) => [
      result.place,
      ...moments.map((moment) => result.moments[moment] ?? 0),
      result.kills,
      result.acknowledged,
      result.versions,
      Math.round(result.seconds),
    ]),
  );
}

function table(head: string[], rows: (string | number)[][]): void {
  const drawn = new Table({ head, style: { head: [], border: [], compact: true } });
  drawn.push(...rows);
  console.log(drawn.toString());
}
