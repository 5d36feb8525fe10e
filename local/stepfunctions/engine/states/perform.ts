import type { Step, StepOf, Transition } from '../run.ts';
import { performChoice } from './choice.ts';
import { performFail } from './fail.ts';
import { performMap } from './map.ts';
import { performParallel } from './parallel.ts';
import { performPass } from './pass.ts';
import { performSucceed } from './succeed.ts';
import { performTask } from './task.ts';
import { performWait } from './wait.ts';

/** @throws StateError what Retry and Catch may handle */
export async function perform(step: Step): Promise<Transition> {
  switch (step.state.Type) {
    case 'Task':
      return performTask(step as StepOf<'Task'>);
    case 'Pass':
      return performPass(step as StepOf<'Pass'>);
    case 'Wait':
      return performWait(step as StepOf<'Wait'>);
    case 'Choice':
      return performChoice(step as StepOf<'Choice'>);
    case 'Succeed':
      return performSucceed(step as StepOf<'Succeed'>);
    case 'Fail':
      return performFail(step as StepOf<'Fail'>);
    case 'Map':
      return performMap(step as StepOf<'Map'>);
    case 'Parallel':
      return performParallel(step as StepOf<'Parallel'>);
  }
}
