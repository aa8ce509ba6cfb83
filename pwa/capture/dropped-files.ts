/** A file with where it lay in what was chosen or dropped: `folder/set/photo.jpg`. */
export type PathFile = { path: string; file: File };

/** All files of a drop, folders walked through, in the order of their paths. */
export async function filesOfDrop(transfer: DataTransfer): Promise<File[]> {
  return (await pathsOfDrop(transfer)).map(({ file }) => file);
}

export async function pathsOfDrop(transfer: DataTransfer): Promise<PathFile[]> {
  // Entries must be taken before the first await: the transfer is emptied after the event.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return [...transfer.files].map((file) => ({ path: file.name, file }));
  const found = await Promise.all(entries.map((entry) => filesOfEntry(entry)));
  return found.flat();
}

/** What a folder input gives: the browser names each file from the chosen folder on. */
export const pathsOfFolder = (files: readonly File[]): PathFile[] =>
  files.map((file) => ({ path: file.webkitRelativePath || file.name, file }));

async function filesOfEntry(entry: FileSystemEntry): Promise<PathFile[]> {
  if (entry.isFile) {
    const read = (entry as FileSystemFileEntry).file.bind(entry);
    const file = await new Promise<File>((resolve, reject) => read(resolve, reject));
    return [{ path: entry.fullPath.replace(/^\//, ""), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const children: FileSystemEntry[] = [];
  // One read gives at most a hundred entries.
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) break;
    children.push(...batch);
  }
  children.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  return (await Promise.all(children.map((child) => filesOfEntry(child)))).flat();
}
