export interface CorsRule {
  /** Exact origins, or with one `*` each. */
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  /** With one `*` each; matched without regard to case. */
  readonly allowedHeaders?: readonly string[];
  readonly exposedHeaders?: readonly string[];
  readonly maxAgeSeconds?: number;
}

export interface LifecycleRule {
  readonly id?: string;
  /** Only keys that begin with it; absent or empty means all. */
  readonly prefix?: string;
  /** Current versions older than this expire. */
  readonly expirationDays?: number;
  /** Versions that have been non-current for this long are removed. */
  readonly noncurrentDays?: number;
  /** So many of the newest non-current versions are kept, whatever their age. */
  readonly newerNoncurrentVersions?: number;
  /** Delete markers that hide nothing any more are removed. */
  readonly expiredObjectDeleteMarker?: boolean;
  readonly abortIncompleteMultipartDays?: number;
}

export interface BucketSettings {
  readonly versioned: boolean;
  readonly cors?: readonly CorsRule[];
  /** Whether object-created events go to the event bus. */
  readonly eventBridge?: boolean;
  readonly lifecycle?: readonly LifecycleRule[];
}
