package com.okonect.consent.servlet.spring.shop;

import com.okonect.consent.servlet.ConsentFilter;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.config.annotation.web.http.EnableSpringHttpSession;

/** Log-in by a form, protected against forged requests by a cookie, as Spring Security has them. */
@Configuration(proxyBeanMethods = false)
class ShopConfiguration {

    @Bean
    SecurityFilterChain security(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(paths -> paths.requestMatchers("/public/**", "/error")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .formLogin(Customizer.withDefaults())
                .csrf(csrf -> csrf.csrfTokenRepository(CookieCsrfTokenRepository.withHttpOnlyFalse()))
                .build();
    }

    @Bean
    UserDetailsService visitors() {
        return new InMemoryUserDetailsManager(User.withUsername("ada")
                .password("{noop}secret")
                .roles("VISITOR")
                .build());
    }

    /** Sessions of Spring Session; without the profile they are the container's. */
    @Configuration(proxyBeanMethods = false)
    @Profile("spring-session")
    @EnableSpringHttpSession
    static class Sessions {

        @Bean
        MapSessionRepository sessions() {
            return new MapSessionRepository(new ConcurrentHashMap<>());
        }
    }

    /** A filter with a part that is given in code. */
    @Configuration(proxyBeanMethods = false)
    @Profile("filter-bean")
    static class OwnFilter {

        @Bean
        ConsentFilter filter() {
            return ConsentFilter.builder().set("consent.path", "/choices").build();
        }
    }
}
