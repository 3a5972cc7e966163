package dev.aquifer.hydration.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CrcTest {

    /** The first check values are those of the catalogue of parametrised CRC algorithms. */
    @ParameterizedTest
    @CsvSource({
        "CRC64NVME,123456789,ae8b14860a799888",
        "CRC32C,123456789,e3069283",
        "CRC32,123456789,cbf43926",
        "CRC64NVME,'',0000000000000000",
        "CRC32,'',00000000"
    })
    void hasTheValueThatEverybodyHas(Crc.Kind kind, String text, String expected) {
        MessageDigest crc = new Crc(kind);

        assertThat(Digests.hex(crc.digest(text.getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Crc.Kind.class)
    void hasTheValueOfTheSlowWayHoweverBytesCome(Crc.Kind kind) throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
            Crc crc = new Crc(kind);
            int first = random.nextInt(bytes.length + 1);
            int second = first + random.nextInt(bytes.length - first + 1);
            crc.update(bytes, 0, first);
            crc.update(direct.position(first).limit(second));
            assertThat(direct.hasRemaining()).isFalse();
            Crc copy = crc.clone();
            crc.update(new byte[] {1, 2, 3});
            for (int i = second; i < bytes.length; i++) {
                copy.update(bytes[i]);
            }

            assertThat(Digests.hex(copy.digest())).isEqualTo(slow(kind, bytes));
        }
    }

    @Test
    void hasTheValuesOfJavasOwn() {
        byte[] bytes = new byte[100_003];
        new Random(3).nextBytes(bytes);

        assertThat(fast(Crc.Kind.CRC32, bytes)).isEqualTo(own(new CRC32(), bytes));
        assertThat(fast(Crc.Kind.CRC32C, bytes)).isEqualTo(own(new CRC32C(), bytes));
    }

    private static String fast(Crc.Kind kind, byte[] bytes) {
        return Digests.hex(new Crc(kind).digest(bytes));
    }

    private static String own(Checksum checksum, byte[] bytes) {
        checksum.update(bytes);
        return "%08x".formatted(checksum.getValue());
    }

    /** Bit by bit and not reflected, so that nothing is shared with what is tested. */
    private static String slow(Crc.Kind kind, byte[] bytes) {
        int width = kind.length() * 8;
        long polynomial =
                switch (kind) {
                    case CRC64NVME -> 0xAD93D23594C93659L;
                    case CRC32C -> 0x1EDC6F41L;
                    case CRC32 -> 0x04C11DB7L;
                };
        long ones = -1L >>> (64 - width);
        long register = ones;
        for (byte b : bytes) {
            for (int bit = 0; bit < 8; bit++) {
                boolean top = ((register >>> (width - 1)) & 1) != ((b >> bit) & 1);
                register = (register << 1) & ones;
                register ^= top ? polynomial : 0;
            }
        }
        long result = (Long.reverse(register) >>> (64 - width)) ^ ones;
        return ("%0" + kind.length() * 2 + "x").formatted(result);
    }
}
