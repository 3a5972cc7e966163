package dev.aquifer.events.wire;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;

/** The Javadoc of our types, read from their sources: documents are rendered from it. */
final class SourceComments {
    private final Map<String, String> types = new HashMap<>();
    private final Map<String, Map<String, String>> components = new HashMap<>();

    SourceComments(Path folder) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null);
                var sources = Files.walk(folder)) {
            var units =
                    files.getJavaFileObjectsFromPaths(
                            sources.filter(f -> f.toString().endsWith(".java")).toList());
            var task = (JavacTask) compiler.getTask(null, files, null, null, null, units);
            var trees = DocTrees.instance(task);
            for (var unit : task.parse()) {
                new Scanner(trees).scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a type is for. */
    String of(Class<?> type) {
        return types.getOrDefault(type.getSimpleName(), "");
    }

    /** What a component of a record means; empty when its name says it all. */
    String of(Class<?> record, String component) {
        return components
                .getOrDefault(record.getSimpleName(), Map.of())
                .getOrDefault(component, "");
    }

    private final class Scanner extends TreePathScanner<Void, Void> {
        private final DocTrees trees;

        private Scanner(DocTrees trees) {
            this.trees = trees;
        }

        @Override
        public Void visitClass(ClassTree type, Void none) {
            DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
            if (comment != null) {
                var name = type.getSimpleName().toString();
                types.put(name, text(comment.getFullBody()));
                for (var tag : comment.getBlockTags()) {
                    if (tag instanceof ParamTree param) {
                        components
                                .computeIfAbsent(name, n -> new HashMap<>())
                                .put(param.getName().toString(), text(param.getDescription()));
                    }
                }
            }
            return super.visitClass(type, null);
        }

        private static String text(List<? extends DocTree> parts) {
            return parts.stream()
                    .map(DocTree::toString)
                    .collect(Collectors.joining())
                    .replaceAll("\\{@(?:code|link) #?([^}]*)}", "`$1`")
                    .replaceAll("</?em>", "*")
                    .replaceAll("<p>", " ")
                    .replaceAll("\\s+", " ")
                    .strip();
        }
    }
}
