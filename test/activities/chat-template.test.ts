/** Another chat template, as a person is shown it: from the records, else from the champion's own file, else as unknown. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { fetchBytes, storeFile, storeText } from '../../activities/artifacts.js';
import type { PackagingActivities } from '../../activities/interface.js';
import { createPackagingActivities } from '../../activities/packaging.js';
import type { ArtifactRef } from '../../domain/artifact.js';
import type { ChatTemplateChange } from '../../domain/chat-template.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import type { ObjectStore } from '../../platform/ports.js';
import { registerVersion } from '../../registry/manifests.js';
import { someDependencies } from '../support/dependencies.js';
import { aGguf } from '../support/gguf-writer.js';
import { tools } from '../support/golden.js';
import { aFolder } from '../support/set-up.js';
import { aVersionDraft } from '../support/versions.js';

const model = 'triage';
/** Of every file that `aGguf` writes. */
const inFile = '{% for message in messages %}{{ message.content }}{% endfor %}';

interface Champion {
  /** What its record tells: a text, that there is none, or nothing at all. */
  readonly recorded: string | null | undefined;
  readonly file?: 'whole' | 'without' | 'damaged' | 'gone';
}

interface Scene {
  readonly store: ObjectStore;
  diff(candidate: string | null): Promise<ChatTemplateChange | null>;
  patch(change: ChatTemplateChange | null): Promise<string>;
}

async function aScene({ recorded, file = 'gone' }: Champion, broken: Partial<ObjectStore> = {}): Promise<Scene> {
  const folder = await aFolder();
  const store = createFileObjectStore(join(folder, 'store'));
  const gguf = await aStoredFile(store, folder, file);
  const packaging =
    recorded === undefined
      ? null
      : {
          quantization: 'Q4_K_M',
          tensorTypes: {},
          tokenizerSha256: 'a'.repeat(64),
          chatTemplate: recorded === null ? null : await storeText(store, model, recorded),
        };
  const artifact = { gguf, contextTokens: 512 };
  await registerVersion(store, aVersionDraft('ft-1', { artifact, packaging }));
  const deps = someDependencies({ store: { ...store, ...broken }, processes: tools.runner, scratchDir: join(folder, 'scratch') });
  const { diffChatTemplate } = createPackagingActivities(deps);
  type Diff = PackagingActivities['diffChatTemplate'];
  return {
    store,
    diff: async (candidate) =>
      new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run<Parameters<Diff>, ChatTemplateChange | null, Diff>(
        diffChatTemplate,
        {
          model,
          runId: 'ft-2',
          candidate: candidate === null ? null : await storeText(store, model, candidate),
          champion: { version: 'v1', artifact },
        },
      ),
    patch: async (change) => (change === null ? '' : (await fetchBytes(store, change.diff)).toString('utf8')),
  };
}

async function aStoredFile(store: ObjectStore, folder: string, file: Champion['file']): Promise<ArtifactRef> {
  const path = join(folder, 'champion.gguf');
  const draft = file === 'without' ? { without: ['tokenizer.chat_template'] } : {};
  await writeFile(path, file === 'damaged' ? 'no GGUF' : aGguf(draft).bytes);
  const ref = await storeFile(store, model, path);
  return file === 'gone' ? { ...ref, key: `models/${model}/artifacts/gone` } : ref;
}

describe('the chat template of a candidate', () => {
  it('is shown as a unified diff where it is another, kept whole as an artifact', async () => {
    const scene = await aScene({ recorded: 'line one\nline two\nline three\n' });
    const change = await scene.diff('line one\nline 2\nline three\nline four\n');
    expect(change).toMatchObject({ summary: '2 lines added, 1 removed' });
    expect(change?.excerpt).toBe(await scene.patch(change));
    expect(change?.excerpt.split('\n').slice(1)).toEqual([
      expect.stringMatching(/^--- v1/),
      expect.stringMatching(/^\+\+\+ ft-2/),
      '@@ -1,3 +1,4 @@',
      ' line one',
      '-line two',
      '+line 2',
      ' line three',
      '+line four',
      '',
    ]);
  });

  it.each<[string, Champion, string | null]>([
    ['of the same text, by the record', { recorded: inFile }, inFile],
    ['of the same text, by the file of a champion whose record is of the first days', { recorded: undefined, file: 'whole' }, inFile],
    ['where neither has one, by the record', { recorded: null }, null],
    ['where neither has one, by the file', { recorded: undefined, file: 'without' }, null],
  ])('is no change %s', async (_how, champion, candidate) => {
    expect(await (await aScene(champion)).diff(candidate)).toBeNull();
  });

  it.each<{ how: string; champion: Champion; candidate: string | null; summary: string }>([
    { how: 'where the champion had none', champion: { recorded: null }, candidate: 'new', summary: '1 line added, 0 removed' },
    { how: 'where it is gone', champion: { recorded: 'old' }, candidate: null, summary: '0 lines added, 1 removed' },
    {
      how: 'by the file of a champion whose record is of the first days',
      champion: { recorded: undefined, file: 'whole' },
      candidate: 'new',
      summary: '1 line added, 1 removed',
    },
    {
      how: 'where the file of such a champion is damaged',
      champion: { recorded: undefined, file: 'damaged' },
      candidate: inFile,
      summary: 'that of v1 is unknown',
    },
    {
      how: 'where a file other than the recorded one lies there',
      champion: { recorded: undefined, file: 'gone' },
      candidate: inFile,
      summary: 'that of v1 is unknown',
    },
  ])('is a change $how', async ({ champion, candidate, summary }) => {
    const scene = await aScene({ ...champion });
    if (champion.file === 'gone') await scene.store.create(`models/${model}/artifacts/gone`, 'other bytes');
    const change = await scene.diff(candidate);
    expect(change?.summary).toBe(summary);
    expect(await scene.patch(change)).toContain('@@');
  });

  it('is asked about again while the store is away, because then nothing is known to be lost', async () => {
    const away = (): Promise<never> => Promise.reject(new Error('the store is away'));
    const scene = await aScene({ recorded: undefined, file: 'whole' }, { readToFile: away });
    await expect(scene.diff(inFile)).rejects.toThrow('the store is away');
  });

  it('that is long is shown by its beginning', async () => {
    const scene = await aScene({ recorded: 'old' });
    const change = await scene.diff('a line of a template\n'.repeat(500));
    expect(change?.excerpt).toHaveLength(2_000);
    expect((await scene.patch(change)).length).toBeGreaterThan(10_000);
  });
});
