package dev.aquifer.status;

/** A log for tests that nobody reads. */
class SilentLog implements StatusLog {
    @Override
    public void caughtUp() {}

    @Override
    public void lookFailed(RuntimeException cause) {}

    @Override
    public void conditionsLost() {}

    @Override
    public void transitionLost() {}

    @Override
    public void transitionsNotRead(RuntimeException cause) {}

    @Override
    public void contradicted(int resources) {}

    @Override
    public void broken(Throwable cause) {}
}
