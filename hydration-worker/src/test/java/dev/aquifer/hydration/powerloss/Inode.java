package dev.aquifer.hydration.powerloss;

/** A file or a folder, whatever it is called meanwhile. */
final class Inode {

    private final String firstName;
    private final boolean folder;

    /** As it was called when it was made. */
    Inode(String firstName, boolean folder) {
        this.firstName = firstName;
        this.folder = folder;
    }

    boolean isFolder() {
        return folder;
    }

    @Override
    public String toString() {
        return firstName;
    }
}
