/** What is used of the TypeScript that Monaco carries. */
declare module 'monaco-editor/languages/features/typescript/lib/typescriptServices' {
  export interface TypeScript {
    createProgram(
      names: readonly string[],
      options: object,
      host: {
        getSourceFile(name: string, target: unknown): SourceFile | undefined;
        fileExists(name: string): boolean;
        readFile(name: string): string | undefined;
        getDefaultLibFileName(): string;
        getCurrentDirectory(): string;
        getCanonicalFileName(name: string): string;
        useCaseSensitiveFileNames(): boolean;
        getNewLine(): string;
        writeFile(): void;
      },
    ): {
      getSourceFile(name: string): SourceFile;
      getSemanticDiagnostics(file: SourceFile): readonly { code: number; messageText: unknown; start?: number; length?: number }[];
    };
    createSourceFile(name: string, text: string, target: unknown): SourceFile;
    flattenDiagnosticMessageText(text: unknown, newLine: string): string;
  }
  type SourceFile = object;
  export const typescript: TypeScript;
}
