/** Holds functions back, or lets them fail, before they are reached: so that submissions stay in states that pass. */
export interface Gates {
  beforeInvoke: (functionArn: string) => Promise<void>;
  /** calls of this function wait until it is let go */
  hold: (functionId: string) => void;
  /** calls of this function fail until it is let go */
  fail: (functionId: string) => void;
  letGo: (functionId: string) => void;
}

export function createGates(): Gates {
  const held = new Map<string, PromiseWithResolvers<void>>();
  const failing = new Set<string>();
  const isOne = (functionArn: string) => (functionId: string) => functionArn.includes(`Functions${functionId}`);
  return {
    beforeInvoke: async (functionArn) => {
      const name = [...held.keys()].find(isOne(functionArn));
      if (name !== undefined) await held.get(name)?.promise;
      if ([...failing].some(isOne(functionArn))) throw new Error('The function fails, as the test wants it.');
    },
    hold: (functionId) => held.set(functionId, Promise.withResolvers()),
    fail: (functionId) => failing.add(functionId),
    letGo: (functionId) => {
      failing.delete(functionId);
      held.get(functionId)?.resolve();
      held.delete(functionId);
    },
  };
}
