package dev.aquifer.hydration.volume;

import dev.aquifer.hydration.artifact.Folding;
import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/**
 * Asks a folder which differences of names it does not see. No name of a file system and no option
 * of a mount tells that, hence a file is made and looked for by its other spelling.
 */
final class NameProbe {

    private NameProbe() {}

    static Set<Folding> of(Path folder) {
        Set<Folding> folded = EnumSet.noneOf(Folding.class);
        for (Folding folding : Folding.values()) {
            if (folds(folder, folding)) {
                folded.add(folding);
            }
        }
        return folded;
    }

    private static boolean folds(Path folder, Folding folding) {
        try {
            Path made = folder.resolve(folding.spelling());
            try {
                Files.writeString(made, "");
                return Files.exists(folder.resolve(folding.other()), LinkOption.NOFOLLOW_LINKS);
            } finally {
                Files.deleteIfExists(made);
            }
        } catch (InvalidPathException e) {
            return false; // No such name can be given here, so no two of them are one.
        } catch (IOException e) {
            HydrationFailed failure = VolumeErrors.of("the volume's names cannot be probed", e);
            if (failure.code() == Code.VOLUME_FAILED) {
                return false; // Nor does the volume hold such a name.
            }
            throw failure;
        }
    }
}
