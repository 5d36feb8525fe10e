/** What is wrong with an expression, as a sentence for whoever wrote it. */
export class ExpressionFault extends Error {
  override readonly name = 'ExpressionFault';

  /** @param at index of the character at which it goes wrong */
  constructor(message: string, at: number) {
    super(`${message} (character ${at + 1})`);
  }
}
