import { lazyRouteComponent } from '@tanstack/react-router';

/** A page's part of the application did not come. */
class Unloaded extends Error {
  override readonly name = 'Unloaded';
  constructor() {
    super('This page could not be loaded. Check your connection, and try again.');
  }
}

/**
 * A page that is loaded when it is opened. Where that fails the router would load the whole application anew, which is
 * no help to somebody without a connection: this says so instead, and leaves it to them.
 */
export const page = <Module extends object, Name extends keyof Module & string>(
  load: () => Promise<Module>,
  name: Name,
) =>
  lazyRouteComponent(
    () =>
      load().catch(() => {
        throw new Unloaded();
      }),
    name,
  );
