import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/** @returns the answer to a conditional write; undefined where its condition does not hold */
export async function ifHolds<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

/** @returns whether the condition of a write held, and it was written */
export const holds = async (write: Promise<object>): Promise<boolean> => (await ifHolds(write)) !== undefined;
