/** Whether one more request may pass now. */
export type Throttle = () => boolean;

/** A token bucket: `rate` requests per second, `burst` at once. */
export function createThrottle(rate: number, burst: number, now: () => number = () => performance.now()): Throttle {
  let tokens = burst;
  let filledAt = now();
  return () => {
    const time = now();
    tokens = Math.min(burst, tokens + ((time - filledAt) / 1000) * rate);
    filledAt = time;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
