import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandOf, inputNames, outputNames } from '../../../domain/job/command.ts';
import { type Task, taskSchema } from '../../../domain/job/task.ts';

const UUID = '0f8fad5b-d9cb-469f-a165-70867728950e';
const taskOf = (fields: object): Task => taskSchema().parse({ name: 'count', image: 'busybox', ...fields });
const vector = (fields: object, values: Record<string, string> = {}): string[] =>
  commandOf(taskOf({ command: ['run'], ...fields }), { uuid: UUID, directory: '/waybill', values });

describe('the argument vector of a task', () => {
  it('names the files of the job by its UUID and their endings', () => {
    const files = { inputs: ['.fasta', '.aln'], outputs: ['.ss2'] };
    expect(vector({ ...files, command: ['run', '-i', '$I1', '--also=$I2', '$O1', '$ID', '$TMP/x'] })).toEqual([
      'run',
      '-i',
      `/waybill/${UUID}.fasta`,
      `--also=/waybill/${UUID}.aln`,
      `/waybill/${UUID}.ss2`,
      UUID,
      '/waybill/x',
    ]);
  });

  it('never names an output as an input, which it would overwrite', () => {
    const files = taskOf({ command: ['sort'], inputs: ['.txt'], outputs: ['.txt', '.log'] });
    expect(inputNames(files, UUID)).toEqual([`${UUID}.txt`]);
    expect(outputNames(files, UUID)).toEqual([`${UUID}.out.txt`, `${UUID}.log`]);
  });

  const parameters = [
    { alias: 'n', flag: '-n' },
    { alias: 'all', flag: '--all', kind: 'boolean' },
    { alias: 'joined', flag: '-k', spacing: false },
    { alias: 'plain', flag: '-p', switchless: true },
    { alias: 'bare' },
    ...['6', '7', '8', '9', '10'].map((alias) => ({ alias, flag: `-${alias}`, default: `v${alias}` })),
  ];
  const values = { count_n: '5', count_all: 'TRUE', count_joined: '7', count_plain: 'x', count_bare: 'y' };

  it('gives a parameter one argument, or two, or none', () => {
    const command = ['run', '$P1', '$P2', '$P3', '$P4', '$P5', '$VALUE', '$P10'];
    const expected = ['run', '-n', '5', '--all', '-k7', 'x', 'y', 'x', '-10', 'v10'];
    expect(vector({ parameters, command }, values)).toEqual(expected);
    const without = { ...values, count_all: 'FALSE', count_joined: '', count_bare: '' };
    expect(vector({ parameters, command }, without)).toEqual(['run', '-n', '5', 'x', 'x', '-10', 'v10']);
  });

  it('resolves parameters within longer arguments as text, and leaves alone what stands for nothing', () => {
    const command = ['run', 'a$P1;$P2', '$P10$P1', '$HOME', '$IDX', '$', 'cost$5', '$TMPX'];
    expect(vector({ parameters, command }, values)).toEqual([
      'run',
      'a-n 5;--all',
      '-10 v10-n 5',
      '$HOME',
      '$IDX',
      '$',
      'cost$5',
      '$TMPX',
    ]);
  });

  it('takes every value as it is: one argument, never looked at again', () => {
    const nasty = fc.oneof(
      fc.constantFrom(
        '$P2',
        '$O1',
        '$ID',
        '; rm -rf /',
        '`id`',
        '$(id)',
        '| cat',
        '> /etc/passwd',
        '"',
        "'",
        '\n',
        '$&',
        '$1',
        '*',
      ),
      fc.string({ minLength: 1 }),
      fc.string({ unit: 'grapheme', minLength: 1 }),
    );
    fc.assert(
      fc.property(nasty, nasty, (one, two) => {
        const fields = {
          parameters: [
            { alias: 'one', flag: '-o' },
            { alias: 'two', switchless: true },
          ],
          outputs: ['.x'],
        };
        const command = ['run', '$P1', 'in:$P2:', '$VALUE', 'end'];
        const made = vector({ ...fields, command }, { count_one: one, count_two: two });
        expect(made).toEqual(['run', '-o', one, `in:${two}:`, two, 'end']);
      }),
    );
  });
});
