// The same rules as on the pages that the edge makes.
export * from "#quote/choice/choice";
