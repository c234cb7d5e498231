interface ImportMetaEnv {
  /** A hash of the code that imports; see vite.config.ts. */
  readonly CASEBOOK_IMPORTERS?: string;
}
