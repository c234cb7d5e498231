// The package declares no types for these entries; the first has the interface of the editor's API.
declare module "monaco-editor/editor/editor.main" {
  export * from "monaco-editor/editor/editor.api";
}
