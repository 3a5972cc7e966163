package dev.aquifer.status.fold;

import static dev.aquifer.status.fold.Finding.*;

import dev.aquifer.events.DeploymentEvent.EndpointAccepted;
import dev.aquifer.events.DeploymentEvent.EndpointRefused;
import dev.aquifer.events.DeploymentEvent.GatewayReady;
import dev.aquifer.events.DeploymentEvent.GatewayUnavailable;
import dev.aquifer.events.DeploymentEvent.ServiceRouted;
import java.util.Set;

/** The status of a ModelService, of a ModelEndpoint made by hand, and of the InferenceGateway. */
final class RoutingStatus {
    private static final String OWNER = "deployment-service";

    private RoutingStatus() {}

    static ComputedStatus ofService(View view) {
        var sheet = new StatusSheet(view.subject(), view.desired());
        var fact = view.current(ServiceRouted.class);
        if (fact.isEmpty()) {
            sheet.reconciling(SERVICE_RESOLVED.condition(), OWNER);
            sheet.reconciling(SERVICE_ROUTED.condition(), OWNER);
            return sheet.rolledUp(SERVICE_READY, Set.of());
        }
        var route = fact.get().event();
        if (route.matched() == 0) {
            sheet.say(SERVICE_NO_ENDPOINTS, SERVICE_NO_ENDPOINTS.meaning(), fact.get());
        } else {
            int waiting = route.matched() - route.backends().size();
            sheet.say(
                    SERVICE_RESOLVED,
                    "Matched "
                            + route.matched()
                            + " endpoint(s)"
                            + (waiting == 0 ? "" : "; " + waiting + " not ready"),
                    fact.get());
        }
        if (route.address() == null) {
            sheet.say(SERVICE_NO_GATEWAY, SERVICE_NO_GATEWAY.meaning(), fact.get());
        } else if (route.backends().isEmpty()) {
            sheet.say(SERVICE_NOT_READY, SERVICE_NOT_READY.meaning(), fact.get());
        } else {
            sheet.say(
                    SERVICE_ROUTED,
                    route.backends().size() + " endpoint(s) behind " + route.address(),
                    fact.get());
        }
        var fields = sheet.fields();
        if (route.address() != null) {
            fields.put("address", route.address());
        }
        fields.putObject("endpoints")
                .put("matched", route.matched())
                .put("ready", route.backends().size());
        fields.putObject("summary").put("ready", route.backends().size() + "/" + route.matched());
        return sheet.rolledUp(SERVICE_READY, Set.of());
    }

    static ComputedStatus ofEndpoint(View view) {
        var sheet = new StatusSheet(view.subject(), view.desired());
        var refused = view.current(EndpointRefused.class);
        var accepted = view.current(EndpointAccepted.class);
        if (refused.isPresent()) {
            sheet.say(ENDPOINT_INVALID, refused.get().event().message(), refused.get());
        } else if (accepted.isPresent()) {
            sheet.say(ENDPOINT_CONFIGURED, accepted.get().event().url(), accepted.get());
        } else {
            sheet.reconciling(ENDPOINT_CONFIGURED.condition(), OWNER);
        }
        return sheet.rolledUp(ENDPOINT_READY, Set.of());
    }

    static ComputedStatus ofGateway(View view) {
        var sheet = new StatusSheet(view.subject(), view.desired());
        var ready = view.current(GatewayReady.class);
        var unavailable = view.current(GatewayUnavailable.class);
        if (ready.isPresent()) {
            sheet.say(GATEWAY_IMPLEMENTED, GATEWAY_IMPLEMENTED.meaning(), view.desired());
            sheet.say(GATEWAY_HEALTHY, "answers at " + ready.get().event().address(), ready.get());
            sheet.fields().put("address", ready.get().event().address());
        } else if (unavailable.isPresent()) {
            var reason = unavailable.get().event().reason();
            var message = unavailable.get().event().message();
            boolean pending = reason.equals(GATEWAY_PENDING.reason());
            sheet.say(
                    pending ? GATEWAY_PENDING : GATEWAY_IMPLEMENTED,
                    pending ? message : GATEWAY_IMPLEMENTED.meaning(),
                    pending ? unavailable.get() : view.desired());
            sheet.say(
                    pending
                            ? GATEWAY_NOT_INSTALLED
                            : reason.equals(GATEWAY_NOT_DEFAULT.reason())
                                    ? GATEWAY_NOT_DEFAULT
                                    : GATEWAY_UNREACHABLE,
                    message,
                    unavailable.get());
        } else {
            sheet.reconciling(GATEWAY_HEALTHY.condition(), OWNER);
        }
        return sheet.rolledUp(GATEWAY_READY, Set.of());
    }
}
