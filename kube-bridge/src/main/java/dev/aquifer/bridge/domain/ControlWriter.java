package dev.aquifer.bridge.domain;

/**
 * What the bridge changes on the control API. Each call names the state it was decided on, and
 * throws {@link ControlApiException} when the API says no, has moved on, or does not answer.
 */
public interface ControlWriter {
    /** Puts our finalizer on; the object as it is then. */
    Resource guard(Resource resource);

    /** Takes our finalizer off; the object as it is then. */
    Resource release(Resource resource);

    /** Patches the status. */
    void patchStatus(StatusPatch patch);

    /** Makes the resource that was declared, or puts it right. */
    void apply(Declaration declaration);

    /** Deletes that very object. */
    void delete(Resource resource);

    /** Tells people; telling it again changes nothing. */
    void tell(Note note);

    /** Whether objects may be made there: the namespace exists and is not going. */
    boolean namespaceOpen(String namespace);
}
