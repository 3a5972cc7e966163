package dev.aquifer.status.fold;

import java.util.Locale;

/** Bytes done of a total, 0 while unknown; told in coarse steps, so that a status stays quiet. */
record Progress(long bytesDone, long bytesTotal) {
    private static final int STEP = 5;
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    /** In steps of five; 100 only when it is all. */
    int coarsePercent() {
        if (bytesTotal <= 0) {
            return 0;
        }
        int percent = (int) (100.0 * bytesDone / bytesTotal);
        return percent >= 100 ? 100 : percent / STEP * STEP;
    }

    /** Bytes a second in two steps for each doubling. */
    static long coarseRate(long rate) {
        long step = Long.highestOneBit(Math.max(1, rate));
        return rate >= step + step / 2 ? step + step / 2 : step;
    }

    /** Bytes for people, for example 1.2 GiB. */
    static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }
}
