package dev.aquifer.embeddedkubernetes.schema;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelErrorCode;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Compiles and runs CEL. {@code self} and {@code oldSelf} are dynamically typed, so a program
 * depends on its text alone and is compiled once per text; an API server's static types find more
 * mistakes when a definition is created, and no more at run time.
 */
final class CelEngine {
    private static final CelOptions OPTIONS = CelOptions.current().build();
    private static final Map<String, Expression> COMPILED = new ConcurrentHashMap<>();

    private CelEngine() {}

    /** Setting up the library takes long enough to wait for the first rule. */
    private static final class Tools {
        static final CelCompiler COMPILER = compiler(SimpleType.DYN);
        static final CelCompiler WITH_OPTIONAL_OLD = compiler(OptionalType.create(SimpleType.DYN));

        private static CelCompiler compiler(CelType oldSelf) {
            return CelCompilerFactory.standardCelCompilerBuilder()
                    .setOptions(OPTIONS)
                    .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                    .addVar("self", SimpleType.DYN)
                    .addVar("oldSelf", oldSelf)
                    .addFunctionDeclarations(CelFunctions.declarations())
                    .addLibraries(
                            CelExtensions.strings(),
                            CelExtensions.sets(OPTIONS),
                            CelExtensions.bindings(),
                            CelExtensions.optional())
                    .build();
        }

        static final CelRuntime RUNTIME =
                CelRuntimeFactory.standardCelRuntimeBuilder()
                        .setOptions(OPTIONS)
                        .addFunctionBindings(CelFunctions.bindings())
                        .addLibraries(
                                CelExtensions.strings(),
                                CelExtensions.sets(OPTIONS),
                                CelExtensions.optional())
                        .build();
    }

    /** A compiled text, or what the compiler said of it. */
    record Expression(CelRuntime.@Nullable Program program, boolean usesOldSelf, String problem) {}

    /** A run that failed, in the words of an API server. */
    static final class Failure extends Exception {
        Failure(String message) {
            super(message);
        }
    }

    /** Compiles a text in which {@code oldSelf} is a value, or an optional one. */
    static Expression compile(String text, boolean optionalOld) {
        return COMPILED.computeIfAbsent(
                (optionalOld ? "?" : "!") + text, key -> compileNew(text, optionalOld));
    }

    private static Expression compileNew(String text, boolean optionalOld) {
        try {
            CelCompiler compiler = optionalOld ? Tools.WITH_OPTIONAL_OLD : Tools.COMPILER;
            CelAbstractSyntaxTree tree = compiler.compile(text).getAst();
            boolean usesOld =
                    tree.getReferenceMap().values().stream()
                            .anyMatch(r -> r.name().equals("oldSelf"));
            return new Expression(Tools.RUNTIME.createProgram(tree), usesOld, "");
        } catch (CelValidationException | CelEvaluationException e) {
            return new Expression(null, false, String.valueOf(e.getMessage()));
        }
    }

    static Object run(CelRuntime.Program program, Map<String, Object> variables) throws Failure {
        try {
            return program.eval(variables);
        } catch (CelEvaluationException e) {
            throw new Failure(words(e));
        }
    }

    private static String words(CelEvaluationException e) {
        String message = String.valueOf(e.getMessage());
        if (e.getErrorCode() == CelErrorCode.ATTRIBUTE_NOT_FOUND) {
            int from = message.indexOf('\'');
            int to = message.indexOf('\'', from + 1);
            return from >= 0 && to > from
                    ? "no such key: " + message.substring(from + 1, to)
                    : message;
        }
        return switch (e.getErrorCode()) {
            case DIVIDE_BY_ZERO -> "division by zero";
            case OVERLOAD_NOT_FOUND -> "no such overload";
            default -> message.replaceFirst("^evaluation error( at <input>:\\d+)?: ", "");
        };
    }
}
