import { describe, expect, it } from 'vitest';
import { filesOf, importsOf, ROOMS, type Room, read } from './sources.ts';

/** Which other rooms a room may import from; ARCHITECTURE.md tells why. */
const MAY_IMPORT: Readonly<Record<Room, readonly Room[]>> = {
  domain: [],
  adapters: ['domain'],
  functions: ['domain', 'adapters'],
  statemachines: [],
  infra: ['functions', 'domain', 'statemachines'],
  local: ['infra'],
  web: [],
  test: ROOMS,
};

const roomOf = (path: string): Room | undefined => ROOMS.find((room) => path.startsWith(`${room}/`));

interface Import {
  file: string;
  imported: string;
}

const importsOfRoom = (room: Room): Import[] =>
  filesOf(room).flatMap((file) => importsOf(file).map((imported) => ({ file, imported })));

const isPackage = ({ imported }: Import): boolean => roomOf(imported) === undefined && !imported.startsWith('node:');

describe('import rules', () => {
  it.each(ROOMS)('%s imports only from the rooms it may', (room) => {
    const wrong = importsOfRoom(room).filter(({ imported }) => {
      const other = roomOf(imported);
      return other !== undefined && other !== room && !MAY_IMPORT[room].includes(other);
    });
    expect(wrong).toEqual([]);
  });

  it('domain knows no package but zod, and nothing of Node', () => {
    const wrong = importsOfRoom('domain').filter(
      (entry) => (isPackage(entry) && entry.imported !== 'zod/mini') || entry.imported.startsWith('node:'),
    );
    expect(wrong).toEqual([]);
  });

  it('what functions load has its schemas of zod/mini, and the words for its faults from one place', () => {
    const ofZod = (['domain', 'adapters', 'functions'] as const)
      .flatMap(importsOfRoom)
      .filter(({ imported }) => /^zod\b/.test(imported));
    expect(ofZod.length).toBeGreaterThan(40);
    expect(ofZod.filter(({ imported }) => imported !== 'zod/mini')).toEqual([
      { file: 'functions/config.ts', imported: 'zod/v4/locales/en.js' },
    ]);
  });

  it('only adapters import the AWS SDK', () => {
    const wrong = (['domain', 'functions', 'infra', 'local', 'statemachines', 'web'] as const)
      .flatMap(importsOfRoom)
      .filter(({ imported }) => /^@(aws-sdk|smithy)\//.test(imported))
      // the demo is a client of the running service, and the operator's tools call Lambda
      .filter(({ file }) => !file.startsWith('local/demo/'));
    expect(wrong).toEqual([]);
  });

  it('infra imports of functions only their route tables', () => {
    const wrong = importsOfRoom('infra').filter(
      ({ imported }) => imported.startsWith('functions/') && !/\/(routes|route)\.ts$/.test(imported),
    );
    expect(wrong).toEqual([]);
  });

  it('local imports of infra only what synthesizes', () => {
    const wrong = importsOfRoom('local').filter(
      ({ imported }) => imported.startsWith('infra/') && !/\/(synthesize|app)\.ts$/.test(imported),
    );
    expect(wrong).toEqual([]);
  });

  it('route tables import no handler, so that infra and tests can read them without opening a client', () => {
    const wrong = filesOf('functions')
      .filter((file) => file.endsWith('/routes.ts') || file.includes('/routes/'))
      .flatMap((file) => importsOf(file).map((imported) => ({ file, imported })))
      .filter(
        ({ imported }) =>
          /^(adapters\/|@aws)/.test(imported) ||
          (imported.startsWith('functions/') && !/(route|schemas|identifier|versions)\.ts$|\/routes\//.test(imported)),
      );
    expect(wrong).toEqual([]);
  });

  it('the web takes from the API nothing but the types of its document', () => {
    const generated = importsOfRoom('web').filter(({ imported }) => imported.startsWith('web/generated/'));
    expect(generated.length).toBeGreaterThan(0);
    const values = generated.filter(({ file }) => !/import type \{[^}]*\} from '[^']*generated/.test(read(file)));
    expect(values).toEqual([]);
  });

  it('the environment is read in one file of each room', () => {
    const readers = (['domain', 'adapters', 'functions', 'infra', 'local', 'web'] as const)
      .flatMap(filesOf)
      .filter((file) => /process\.env\b/.test(read(file)));
    // what the containers of jobs run is handed to them as text, with variables of its own
    const allowed = [
      'adapters/batch/transfer.ts',
      'functions/config.ts',
      'local/settings.ts',
      'infra/app.ts',
      'infra/synthesize.ts',
    ];
    expect(readers.filter((file) => !allowed.includes(file) && !file.startsWith('local/demo/'))).toEqual([]);
  });
});
