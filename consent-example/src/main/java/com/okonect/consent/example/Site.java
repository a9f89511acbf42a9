package com.okonect.consent.example;

import com.okonect.consent.Category;
import com.okonect.consent.servlet.OperatorServlet;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.SessionTrackingMode;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the site together. A servlet container finds this class by itself; {@link Main} hands it over. Not a word of
 * consent: the library registers its own filter, before all of this.
 */
public final class Site implements ServletContainerInitializer {

    private static final String VISITS = "visits";

    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) {
        Remembered<Order> orders = new Remembered<>();
        Remembered<Wallet> wallets = new Remembered<>();
        Remembered<Integer> visits = new Remembered<>();
        Remembered<List<Product>> viewed = new Remembered<>();
        BrowsingHistory history = new BrowsingHistory(viewed);
        Forgetting forgetting = new Forgetting(
                Map.of(Category.STATISTICS, visits, Category.PAYMENT, wallets, Category.MARKETING, viewed));
        RequestDesk desk = new RequestDesk(Letters.of(context), Clock.systemUTC());

        context.addFilter(VISITS, new VisitCounter(visits));
        serve(context, "home", new HomeServlet(), "");
        serve(context, "news", new NewsServlet(), "/news/*");
        serve(context, "shop", new ShopServlet(history), "/shop/*");
        serve(context, "checkout", new CheckoutServlet(orders, wallets), "/checkout/*");
        serve(context, "wallet", new WalletServlet(wallets), "/wallet");
        serve(context, "offers", new OffersServlet(history), "/offers");
        serve(context, "messages", new MessagesServlet(), "/messages/*");
        serve(context, "help", new HelpServlet(), "/help/*");
        serve(context, "privacy", new PrivacyServlet(), "/privacy");
        serve(context, "newsletter", new NewsletterServlet(history), "/newsletter/*");
        serve(context, "my-data", new MyDataServlet(history, wallets, desk, forgetting), "/my-data/*")
                .setLoadOnStartup(1);
        context.addServlet("error", new ErrorServlet()).addMapping("/error");
        // The library's pages for those who run the site. Who they are the container asks: see web.xml, and Main.
        ServletRegistration.Dynamic operator = context.addServlet("operator", new OperatorServlet());
        operator.addMapping("/operator/*");
        operator.setInitParameter("requestDetails", LetterServlet.PATH + "?number=");
        ServletRegistration.Dynamic letters = context.addServlet("letter", new LetterServlet(desk));
        letters.addMapping(LetterServlet.PATH);
        letters.setLoadOnStartup(1);

        context.setSessionTrackingModes(EnumSet.of(SessionTrackingMode.COOKIE));
        context.getSessionCookieConfig().setHttpOnly(true);
        context.getSessionCookieConfig().setAttribute("SameSite", "Lax");
    }

    /** Adds a page, and has it counted: pictures and styles are not. */
    private static ServletRegistration.Dynamic serve(
            ServletContext context, String name, Servlet servlet, String path) {
        ServletRegistration.Dynamic served = context.addServlet(name, servlet);
        served.addMapping(path);
        context.getFilterRegistration(VISITS).addMappingForServletNames(EnumSet.of(DispatcherType.REQUEST), true, name);
        return served;
    }
}
