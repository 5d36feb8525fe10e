import { useMutation, useQueryClient } from '@tanstack/react-query';

/** A change of what a list shows: the list is read again when it is done. */
export function useChange<Given, Result>(
  key: readonly unknown[],
  mutationFn: (given: Given) => Promise<Result>,
  onDone?: (result: Result) => void,
) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: async (result) => {
      await queries.invalidateQueries({ queryKey: key });
      onDone?.(result);
    },
  });
}
