package dev.aquifer.status.query;

import dev.aquifer.status.query.Questions.Question;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Function;

/** The addresses of the questions: {@code /api/v1/why|history/KIND/NAME}, {@code /budgets}. */
public final class QueryRoutes {
    private QueryRoutes() {}

    /** Adds them to a router. Answers wait for a broker, so they do not run on its event loop. */
    public static void add(Router router, Questions questions) {
        add(router, "why", questions::why);
        add(router, "history", questions::history);
        router.get("/api/v1/budgets")
                .blockingHandler(context -> reply(context, questions.budgets()), false);
    }

    private static void add(Router router, String word, Function<Question, Answer> answering) {
        router.get("/api/v1/" + word + "/:kind/:name")
                .blockingHandler(context -> reply(context, answering), false);
    }

    private static void reply(RoutingContext context, Function<Question, Answer> answering) {
        var question =
                new Question(
                        context.pathParam("kind"),
                        context.pathParam("name"),
                        parameter(context, "namespace"),
                        parameter(context, "at"),
                        parameter(context, "uid"));
        reply(context, answering.apply(question));
    }

    private static void reply(RoutingContext context, Answer answer) {
        var _ =
                context.response()
                        .setStatusCode(answer.status())
                        .putHeader("Content-Type", "application/json")
                        .putHeader("Cache-Control", "no-store")
                        .end(answer.body().toPrettyString() + "\n");
    }

    private static Optional<String> parameter(RoutingContext context, String name) {
        return context.queryParam(name).stream().filter(value -> !value.isBlank()).findFirst();
    }
}
