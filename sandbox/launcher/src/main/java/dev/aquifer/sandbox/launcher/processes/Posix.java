package dev.aquifer.sandbox.launcher.processes;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;

/** The system calls that Java has no words for. */
public final class Posix {
    private static final MethodHandle SETSID = function("setsid");
    private static final MethodHandle KILL = function("kill", JAVA_INT, JAVA_INT);
    private static final MethodHandle GETEUID = function("geteuid");

    private Posix() {}

    /**
     * Leaves the terminal: the calling process leads a session of its own from here on. False when
     * it already led one.
     */
    public static boolean ownSession() {
        return call(SETSID) >= 0;
    }

    /** Whether this process has the rights of root. */
    public static boolean isRoot() {
        return call(GETEUID) == 0;
    }

    /** Sends a signal; false when there is no such process or it is not ours to signal. */
    static boolean signal(long pid, Signal signal) {
        if (pid <= 1) {
            throw new IllegalArgumentException("pid " + pid + " means more than one process");
        }
        return call(KILL, (int) pid, signal.number()) == 0;
    }

    @SuppressWarnings("restricted") // a call into the C library is the purpose of this class
    private static MethodHandle function(String name, MemoryLayout... arguments) {
        var linker = Linker.nativeLinker();
        var symbol = linker.defaultLookup().findOrThrow(name);
        return linker.downcallHandle(symbol, FunctionDescriptor.of(JAVA_INT, arguments));
    }

    private static int call(MethodHandle function, Object... arguments) {
        try {
            return (int) function.invokeWithArguments(arguments);
        } catch (Throwable surprise) { // declared by MethodHandle; C functions throw nothing
            throw new IllegalStateException(surprise);
        }
    }
}
