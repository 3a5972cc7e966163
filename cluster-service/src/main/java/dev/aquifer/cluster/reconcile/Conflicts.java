package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.domain.Ownership;
import dev.aquifer.cluster.domain.WorkPlan.Step;
import dev.aquifer.cluster.store.WorkRow;

/** Why an object is left alone that has the name of one that is wanted, for people. */
final class Conflicts {
    private Conflicts() {}

    /** It is not ours. */
    static String foreign(WorkRow row, Step.Foreign foreign) {
        var ref = foreign.ref();
        var place = ref.namespace().isEmpty() ? "" : " in namespace " + ref.namespace();
        var ownedBy = Ownership.ownerOf(foreign.seen());
        var owner = ownedBy.isEmpty() ? "" : " (it belongs to " + ownedBy + ")";
        return ref
                + place
                + " exists on "
                + row.cluster()
                + " and is not ours"
                + owner
                + "; rename or remove it";
    }

    /** It is newer than what is known here. */
    static String newer(WorkRow row, Step.Newer newer) {
        return newer.ref()
                + " on "
                + row.cluster()
                + " was made for a newer request than any that cluster-service knows, as after the"
                + " restore of its database; it is left as it is until that request is heard again";
    }
}
